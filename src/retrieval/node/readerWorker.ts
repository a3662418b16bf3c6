/** A thread that reads files for the index and learns its embedding, at low priority. */
import { parentPort, workerData } from 'node:worker_threads';
import { describeError } from '../../base/errors.ts';
import { LsaModel } from '../lsa.ts';
import { joinFiles, splitFile, termsOfFile } from './fileRecord.ts';
import { createFileReader, type ReadFile, type ReadJob } from './fileReader.ts';
import { lowerThreadPriority } from './lowPriority.ts';
import type { ReadAnswer, ReaderOrder, WorkReply, WorkRequest } from './readerProtocol.ts';

lowerThreadPriority();
const reader = createFileReader(workerData as ReaderOrder);

type Read = ReadFile | Extract<ReadAnswer, { kind: 'failed' }>;

async function readOne(job: ReadJob): Promise<Read> {
  try {
    return await reader.read(job);
  } catch (error) {
    return { kind: 'failed', message: describeError(error) };
  }
}

function packed(files: readonly Read[]): ReadAnswer[] {
  const joined = joinFiles(files.flatMap((one) => (one.kind === 'file' ? [one.file] : [])));
  let next = 0;
  return files.map((one) => (one.kind === 'file' ? { kind: 'file', file: joined[next++]! } : one));
}

async function answer(request: WorkRequest): Promise<WorkReply> {
  const { id } = request;
  switch (request.kind) {
    case 'read': {
      const files: Read[] = [];
      for (const job of request.jobs) files.push(await readOne(job));
      return { kind: 'read', id, files: packed(files) };
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
  const file = reply.files.find((one) => one.kind === 'file');
  return file ? [file.file.buffer] : [];
}

parentPort?.on('message', (request: WorkRequest) => {
  void answer(request)
    .catch((error: unknown): WorkReply => ({ kind: 'failed', id: request.id, message: describeError(error) }))
    .then((reply) => parentPort?.postMessage(reply, memoryOf(reply)));
});
