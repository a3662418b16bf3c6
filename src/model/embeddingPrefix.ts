import type { EmbeddingPurpose } from './embedding.ts';

/**
 * What stands before a text for models that were trained so: without it their vectors are much worse. Known by the
 * model's name, as its authors state it; every other model gets the text alone.
 */
export function embeddingPrefix(model: string, purpose: EmbeddingPurpose): string {
  return known.find(({ name }) => name.test(model))?.[purpose] ?? '';
}

const known: readonly ({ readonly name: RegExp } & Readonly<Record<EmbeddingPurpose, string>>)[] = [
  {
    name: /nomic-embed-code|coderankembed/i,
    query: 'Represent this query for searching relevant code: ',
    document: '',
  },
  { name: /nomic-embed/i, query: 'search_query: ', document: 'search_document: ' },
  {
    name: /multilingual-e5.*instruct|qwen3-embedding/i,
    query: 'Instruct: Given a question about code, retrieve the code that answers it\nQuery: ',
    document: '',
  },
  { name: /(^|[/_-])e5[_-]/i, query: 'query: ', document: 'passage: ' },
  {
    name: /mxbai-embed|bge-(small|base|large)-en|snowflake-arctic-embed(?!.*(2|v2))/i,
    query: 'Represent this sentence for searching relevant passages: ',
    document: '',
  },
  { name: /snowflake-arctic-embed/i, query: 'query: ', document: '' },
  { name: /embeddinggemma/i, query: 'task: code retrieval | query: ', document: 'title: none | text: ' },
];
