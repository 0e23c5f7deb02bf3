import { Controller, Get } from '@nestjs/common';
import { Access } from '../auth';
import { Posture, type PostureReport } from './posture';

@Controller('admin/posture')
export class PostureController {
  constructor(private readonly posture: Posture) {}

  /** How ready this replica is for production. It asks the provider and compares passwords, so not too often. */
  @Get()
  @Access({ atLeast: 'admin', quota: { maxRequests: 6, windowSeconds: 60 } })
  report(): Promise<PostureReport> {
    return this.posture.report();
  }
}
