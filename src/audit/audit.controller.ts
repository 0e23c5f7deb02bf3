import { Controller, Get, Logger, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Access, type AccessPolicy, type ListAnswer } from '../auth';
import { departureOf, drained, TakesQuery } from '../http';
import { AuditExportQuery, AuditQuery } from './reading/audit.dto';
import type { AuditRowView } from './reading/audit-list';
import { AuditReader, type AuditVerdict } from './reading/audit-reader';

/** These read all that there is. */
const WHOLE_TRAIL: AccessPolicy = { atLeast: 'admin', quota: { maxRequests: 6, windowSeconds: 60 } };

/** The audit trail, CONTRACT section 3. Nothing here changes it. */
@Controller('admin/audit')
export class AuditController {
  readonly #log = new Logger('Audit');

  constructor(private readonly reader: AuditReader) {}

  @Get()
  @Access({ atLeast: 'admin' })
  @TakesQuery()
  list(@Query() query: AuditQuery): Promise<ListAnswer<AuditRowView>> {
    return this.reader.page(query);
  }

  @Get('verify')
  @Access(WHOLE_TRAIL)
  verify(@Req() request: Request): Promise<AuditVerdict> {
    return this.reader.verify(request.res && departureOf(request.res));
  }

  /** Lines of JSON (NDJSON), for `npm run audit:verify`. */
  @Get('export')
  @Access(WHOLE_TRAIL)
  @TakesQuery()
  async export(@Query() query: AuditExportQuery, @Res() response: Response): Promise<void> {
    const pieces = await this.reader.export(query);
    // A refusal is still possible until the first piece is there.
    const first = await pieces.next();
    response.writeHead(200, {
      'Content-Type': 'application/x-ndjson',
      'Content-Disposition': `attachment; filename="sallyport-audit-${new Date().toISOString().slice(0, 10)}.ndjson"`,
      'Cache-Control': 'no-store',
    });
    response.write(first.value ?? '');
    try {
      for await (const piece of pieces) {
        if (response.closed) return;
        response.write(piece);
        await drained(response);
      }
      response.end();
    } catch (error) {
      this.#log.warn({ err: error }, 'An export of the audit trail was broken off');
      // It has no last line: whoever verifies it is told that it is cut.
      response.destroy();
    }
  }
}
