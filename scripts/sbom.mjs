// Prints the bill of materials of what runs: CycloneDX 1.5, made by npm from the lock file, without the network.
// Not by its own `--omit dev`, which (npm 11.19) leaves out half of what production has, @nestjs/common for one.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What ends up in the files of the dashboard, and so runs in browsers; with all that it depends on. */
const PAGE = [
  '@tanstack/react-query',
  'lucide-react',
  'react',
  'react-aria-components',
  'react-dom',
  'uplot',
  'wouter',
];

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const nameOf = (path) => packages[path].name ?? path.slice(path.lastIndexOf('node_modules/') + 13);
const inPage = closureOf(PAGE);

/** Besides the page's: what `npm ci --omit=dev` installs, by name and version: a package may be there for production and, elsewhere, not. */
const runs = new Set(
  Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && (dev !== true || inPage.has(path)))
    .map(([path, { version }]) => `${nameOf(path)}@${version}`),
);

/** The packages of these names and of what they depend on, as places in the lock file. */
function closureOf(names) {
  const found = new Set();
  const visit = (name, from) => {
    const path = placeOf(name, from);
    if (path === undefined || found.has(path)) return;
    found.add(path);
    for (const dependency of Object.keys(packages[path].dependencies ?? {})) visit(dependency, path);
  };
  for (const name of names) visit(name, '');
  return found;
}

/** Where Node finds a package: in the folder that asks for it, or in one above. */
function placeOf(name, from) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (folder === '') return undefined;
  }
}

const { status, stdout, stderr } = spawnSync(
  'npm',
  ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'],
  { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);
if (status !== 0) {
  console.error(stderr);
  process.exit(1);
}
const bill = JSON.parse(stdout);
// npm calls the product as the folder that it is in.
bill.metadata.component.name = JSON.parse(readFileSync('package.json', 'utf8')).name;
bill.components = bill.components
  .filter((component) => runs.has(component['bom-ref']))
  // Whoever also develops with it.
  .map((component) => ({
    ...component,
    properties: component.properties.filter(({ name }) => name !== 'cdx:npm:package:development'),
  }));
const listed = new Set(
  [bill.metadata.component, ...bill.components].map((component) => component['bom-ref']),
);
bill.dependencies = bill.dependencies
  .filter(({ ref }) => listed.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => listed.has(other)) }));
process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`);
