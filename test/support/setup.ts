import 'reflect-metadata';

// Gateways are real processes; on a busy machine a boot may take seconds.
jest.setTimeout(60_000);
