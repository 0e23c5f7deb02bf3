import 'reflect-metadata';
import { ConsoleLogger, Logger } from '@nestjs/common';

// What hangs is found by it. A machine of which the host takes half away only takes longer.
jest.setTimeout(180_000);

// Files of a worker share Nest (jest/packages.runtime.cjs), but not the logger that one of them gave it.
Logger.overrideLogger(new ConsoleLogger());
