import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { ChainReader } from './chain-reader';
import { ChainsList } from './chains-list';
import './chains.css';
import { useChainsList } from './use-chains-list';

/** Conversations and analyses that the gateway has kept: the list, and each at `/chains/<id>`. */
export function ChainsScreen(): ReactNode {
  const [address] = useLocation();
  const [, , id] = address.split('/');
  // Who comes back from a conversation finds the list as it was.
  const list = useChainsList();
  return id === undefined || id === '' ? <ChainsList list={list} /> : <ChainReader key={id} id={id} />;
}
