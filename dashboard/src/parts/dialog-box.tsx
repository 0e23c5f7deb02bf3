import type { ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';

interface DialogBoxProps {
  readonly title: string;
  readonly close: () => void;
  readonly role?: 'dialog' | 'alertdialog';
  /** Whether Escape and a click beside it leave it open, as where a secret is shown once. */
  readonly stays?: boolean;
  /** Whether it has something that was typed: a click beside it does not throw that away, Escape does. */
  readonly typed?: boolean;
  readonly children: ReactNode;
}

/** A dialog over the page. */
export function DialogBox({
  title,
  close,
  role = 'dialog',
  stays = false,
  typed = false,
  children,
}: DialogBoxProps): ReactNode {
  return (
    <ModalOverlay
      isOpen
      isDismissable={!stays && !typed && role === 'dialog'}
      isKeyboardDismissDisabled={stays}
      onOpenChange={close}
      className="overlay"
    >
      <Modal className="modal">
        <Dialog role={role} className="dialog">
          <Heading slot="title">{title}</Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
