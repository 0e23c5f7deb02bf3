import 'reflect-metadata';
import { ConsoleLogger, Logger } from '@nestjs/common';

// Gateways are real processes; on a busy machine a boot may take seconds.
jest.setTimeout(60_000);

// Files of a worker share Nest (jest/packages.runtime.cjs), but not the logger that one of them gave it.
Logger.overrideLogger(new ConsoleLogger());
