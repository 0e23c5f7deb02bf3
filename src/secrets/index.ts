export { SecretFault } from './secret-fault';
export { SecretKeys } from './secret-keys';
export { SecretSource, SecretSourceRegistry } from './secret-source';
export { UnresolvedSecrets } from './resolve-settings';
export { Secrets } from './secrets';
