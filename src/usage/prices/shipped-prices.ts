import { parsePriceDocument } from './price-document';
import { PriceList } from './price-list';
import shipped from './prices.json';

const list = new PriceList(parsePriceDocument(JSON.stringify(shipped)));

/** The list that is built in. */
export function shippedPrices(): PriceList {
  return list;
}
