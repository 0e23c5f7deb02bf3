import { Component, type ReactNode } from 'react';
import { Problem } from '../parts/states';

interface BoundaryProps {
  readonly children: ReactNode;
}

/** Keeps a screen that fails from taking the page with it. */
export class ScreenBoundary extends Component<BoundaryProps, { readonly error?: unknown }> {
  override state: { readonly error?: unknown } = {};

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (!('error' in this.state)) return this.props.children;
    return (
      <Problem
        error={this.state.error}
        doing="show this screen"
        retry={() => {
          location.reload();
        }}
      />
    );
  }
}
