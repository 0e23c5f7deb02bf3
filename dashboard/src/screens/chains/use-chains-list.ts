import type { ChainListParameters } from '@sallyport/client';
import { useState } from 'react';

export const ORDERS = [
  { value: '-updated_at', label: 'Last used, newest first' },
  { value: 'updated_at', label: 'Last used, oldest first' },
  { value: '-created_at', label: 'Begun, newest first' },
  { value: '-cost_usd', label: 'Cost, highest first' },
  { value: '-steps', label: 'Steps, most first' },
] as const;

type Order = (typeof ORDERS)[number]['value'];

/** Stands for every type. No type is called so. */
export const ALL_TYPES = '';

/** What is listed, and in which order. */
export interface ChainsListState {
  readonly order: Order;
  readonly type: string;
  readonly page: number;
  readonly parameters: ChainListParameters;
  readonly setOrder: (order: Order) => void;
  readonly setType: (type: string) => void;
  readonly setPage: (page: number) => void;
}

const PAGE_SIZE = 25;

export function useChainsList(): ChainsListState {
  const [{ order, type, page }, set] = useState<Pick<ChainsListState, 'order' | 'type' | 'page'>>({
    order: '-updated_at',
    type: ALL_TYPES,
    page: 1,
  });
  return {
    order,
    type,
    page,
    parameters: { sort: order, page, page_size: PAGE_SIZE, ...(type !== ALL_TYPES && { type }) },
    setOrder: (next) => {
      set((was) => ({ ...was, order: next, page: 1 }));
    },
    setType: (next) => {
      set((was) => ({ ...was, type: next, page: 1 }));
    },
    setPage: (next) => {
      set((was) => ({ ...was, page: next }));
    },
  };
}
