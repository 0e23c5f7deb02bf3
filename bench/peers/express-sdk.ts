import Anthropic from '@anthropic-ai/sdk';
import express from 'express';

/*
 * What a team writes by hand for `POST /api/query`: a question and some data go to the model with the SDK, the answer comes
 * back as JSON. It knows no keys, limits, budgets or trail.
 */
const claude = new Anthropic({ apiKey: 'bench', baseURL: process.argv[2], maxRetries: 0 });
const app = express();
app.use(express.json());

interface Question {
  readonly question: string;
  readonly context: unknown;
}

app.post('/api/query', async (request, response) => {
  const { question, context } = request.body as Question;
  const message = await claude.messages.create({
    model: 'claude-sonnet-5-5',
    max_tokens: 1024,
    messages: [{ role: 'user', content: `${question}\n\n${JSON.stringify(context)}` }],
  });
  const answer = message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  response.json({ answer, model: message.model, stop_reason: message.stop_reason, usage: message.usage });
});

const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  process.stdout.write(`listens on http://127.0.0.1:${String(port)}\n`);
});
