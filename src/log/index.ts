export { LogModule } from './log.module';
export { withoutNestChatter } from './quiet-nest';
export { redactor } from './redactor';
