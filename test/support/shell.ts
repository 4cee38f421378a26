/** Runs what people are told to type into a shell, with curl replaced by a function that tells what it was given. */
import { execFileSync } from 'node:child_process';

/** In the place of curl: each argument in a line, an empty line, and what would be posted. */
export const CURL = 'curl() { for argument in "$@"; do printf "%s\\n" "$argument"; done; echo; cat; }\n';

export interface Posted {
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** What the sample would post. @throws where it does not end as samples do */
export function posted(sample: string, secret: string): Posted {
  const output = execFileSync('sh', ['-euc', CURL + sample], { env: { ...process.env, SECRET: secret } });
  const end = output.indexOf('\n\n');
  const words = output.subarray(0, end).toString().split('\n');
  const headers = words.flatMap((word, index) => (words[index - 1] === '-H' ? [word.split(/: (.*)/s).slice(0, 2)] : []));
  if (words.slice(-2).join(' ') !== '--data-binary @-') throw new Error(`this sample posts nothing: ${sample}`);
  return { url: words.find((word) => word.startsWith('https:')) ?? '', headers: Object.fromEntries(headers) as Record<string, string>, body: output.subarray(end + 2) };
}
