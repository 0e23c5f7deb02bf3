// Prints the bill of materials of what runs: CycloneDX 1.5, made by npm from the lock file, without the network.
// Not by its own `--omit dev`, which (npm 11.19) leaves out half of what production has, @nestjs/common for one.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What `npm ci --omit=dev` installs, by name and version: a package may be there for production and, elsewhere, not. */
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const runs = new Set(
  Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(
      ([path, { name, version }]) =>
        `${name ?? path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`,
    ),
);

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
