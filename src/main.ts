import 'reflect-metadata';
import { greet } from './boot/greet';
import { reportFailedBoot } from './boot/report-failed-boot';
import { startGateway } from './boot/start-gateway';

startGateway().then(greet, reportFailedBoot);
