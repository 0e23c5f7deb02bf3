// What the linters of packages say of a tarball, and how large it is in a page; as JSON.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { build } from 'vite';

const [tarball, folder] = process.argv.slice(2);

const { messages } = await publint({ pkgDir: folder, strict: true, pack: false });
const types = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))));
const { output } = await build({
  configFile: false,
  root: folder,
  logLevel: 'error',
  build: {
    write: false,
    minify: true,
    modulePreload: false,
    rolldownOptions: { input: `${folder}/dist/esm/index.js`, preserveEntrySignatures: 'strict' },
  },
});

console.log(
  JSON.stringify({
    lint: messages,
    types: types.types === false ? ['there are none'] : types.problems,
    files: output.length,
    imports: output.flatMap(({ imports }) => imports),
    gzipped: output.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0),
  }),
);
