import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';
import { ModuleKind, transpileModule } from 'typescript';
import type { UpstreamKind } from '../../src/llm';

/** The example of docs/extending.md, as it stands there. */
export function documentedUpstream(): UpstreamKind {
  const page = readFileSync('docs/extending.md', 'utf8');
  const example = /```ts\n(import .*?)```/s.exec(page)?.[1] ?? '';
  const { outputText } = transpileModule(example, { compilerOptions: { module: ModuleKind.CommonJS } });
  const module = { exports: {} as { readonly echoUpstream: UpstreamKind } };
  const load = runInThisContext(`(exports, require) => {${outputText}}`) as (
    exports: object,
    require: object,
  ) => void;
  load(module.exports, require);
  return module.exports.echoUpstream;
}
