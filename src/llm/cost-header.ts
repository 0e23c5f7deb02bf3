/** What an answer has cost, in US dollars; of a stream it is known only at its end, and its last event says so. */
export const COST_HEADER = 'X-Sallyport-Cost-Usd';
