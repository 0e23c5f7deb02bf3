import manifest from '../../package.json';

/** The version of this gateway, as package.json has it. */
export const VERSION = manifest.version;
