/** A thread that reads files for the index and learns its embedding, at low priority. */
import { parentPort, workerData } from 'node:worker_threads';
import { describeError } from '../../base/errors.ts';
import { LsaModel } from '../lsa.ts';
import { joinFile, splitFile, termsOfFile } from './fileRecord.ts';
import { createFileReader, type ReadJob } from './fileReader.ts';
import { lowerThreadPriority } from './lowPriority.ts';
import type { ReadAnswer, ReaderOrder, WorkReply, WorkRequest } from './readerProtocol.ts';

lowerThreadPriority();
const reader = createFileReader(workerData as ReaderOrder);

async function readOne(job: ReadJob): Promise<ReadAnswer> {
  try {
    const read = await reader.read(job);
    return read.kind === 'file' ? { kind: 'file', file: joinFile(read.file) } : read;
  } catch (error) {
    return { kind: 'failed', message: describeError(error) };
  }
}

async function answer(request: WorkRequest): Promise<WorkReply> {
  const { id } = request;
  switch (request.kind) {
    case 'read': {
      const files: ReadAnswer[] = [];
      for (const job of request.jobs) files.push(await readOne(job));
      return { kind: 'read', id, files };
    }
    case 'learn': {
      const chunks = request.sample.flatMap((file) => termsOfFile(splitFile(file)));
      return { kind: 'learned', id, model: new Uint8Array(LsaModel.learn(chunks).save()) };
    }
  }
}

/** Memory that is handed over instead of copied. */
function memoryOf(reply: WorkReply): ArrayBuffer[] {
  if (reply.kind === 'learned') return [reply.model.buffer];
  if (reply.kind === 'failed') return [];
  return reply.files.flatMap((one) => (one.kind === 'file' ? [one.file.buffer] : []));
}

parentPort?.on('message', (request: WorkRequest) => {
  void answer(request)
    .catch((error: unknown): WorkReply => ({ kind: 'failed', id: request.id, message: describeError(error) }))
    .then((reply) => parentPort?.postMessage(reply, memoryOf(reply)));
});
