declare global {
  interface Window {
    /**
     * Replays the input from before hydration; set by `recordPreHydrationEvents`, called once by the component that
     * knows that the page is hydrated.
     */
    yikaReplayPreHydrationEvents?: () => void;
  }
}

/**
 * Records the input between the first paint and the hydration: presses of buttons, forms
 * that are sent, fields that change. Links work without a script and are left alone. Goes into the page as text
 * (`PRE_HYDRATION_EVENTS_SCRIPT`), so it may use nothing from outside of itself.
 */
function recordPreHydrationEvents(): void {
  type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
  const pressable =
    'button, [role="button"], [role="menuitem"], [role="tab"], [role="switch"], [role="radio"], input[type="checkbox"], input[type="radio"]';
  // A person who presses again because nothing happened wants the action once.
  const pressed = new Set<HTMLElement>();
  const written = new Map<Field, string>();
  let isComposing = false;

  // Also from React, which may receive the event before the whole page is hydrated and would act on it as well.
  const keepFromOthers = (event: Event): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const press = (event: Event): void => {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>(pressable) : null;
    if (target === null) return;
    keepFromOthers(event);
    pressed.add(target);
  };
  const send = (event: Event): void => {
    keepFromOthers(event);
    if (event.target instanceof HTMLFormElement) pressed.add(event.target);
  };
  const write = ({ target }: Event): void => {
    const isText =
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement ||
      (target instanceof HTMLInputElement && target.type !== 'checkbox' && target.type !== 'radio');
    if (isText) written.set(target, target.value);
  };
  const compose = (event: Event): void => {
    isComposing = event.type === 'compositionstart';
  };
  const listened: readonly (readonly [string, (event: Event) => void])[] = [
    ['click', press],
    ['submit', send],
    ['input', write],
    ['change', write],
    ['compositionstart', compose],
    ['compositionend', compose],
  ];
  for (const [type, listen] of listened) document.addEventListener(type, listen, true);

  const writeAgain = (field: Field, text: string): void => {
    if (field instanceof HTMLInputElement && field.type === 'file') {
      // A script may not set its value. React empties it when it takes files in: those that are there still wait.
      if ((field.files?.length ?? 0) > 0) field.dispatchEvent(new Event('change', { bubbles: true }));
      return;
    }
    const kind =
      field instanceof HTMLTextAreaElement
        ? HTMLTextAreaElement
        : field instanceof HTMLSelectElement
          ? HTMLSelectElement
          : HTMLInputElement;
    const isSelect = field instanceof HTMLSelectElement;
    const caret = isSelect ? null : field.selectionStart;
    // React ignores a value that equals the one it knows: the first change makes it accept the second.
    if (!isSelect) field.value = '';
    Object.getOwnPropertyDescriptor(kind.prototype, 'value')?.set?.call(field, text);
    if (!isSelect && caret !== null) field.setSelectionRange(caret, caret);
    field.dispatchEvent(new Event(isSelect ? 'change' : 'input', { bubbles: true }));
  };
  const doAll = (): void => {
    // A composition of an input method that is under way would be broken.
    if (isComposing) {
      document.addEventListener('compositionend', () => setTimeout(doAll), { once: true });
      return;
    }
    for (const [type, listen] of listened) document.removeEventListener(type, listen, true);
    for (const [field, text] of written) {
      // A component that merged the text with its own (the composer, with a draft) has already received it.
      const isTakenIn = field.value !== text && field.value.includes(text);
      if (field.isConnected && !isTakenIn) writeAgain(field, text);
    }
    for (const element of pressed) {
      if (!element.isConnected) continue;
      if (element instanceof HTMLFormElement) element.requestSubmit();
      else element.click();
    }
  };
  window.yikaReplayPreHydrationEvents = doAll;
}

/** The first script of every page. */
export const PRE_HYDRATION_EVENTS_SCRIPT = `(${recordPreHydrationEvents.toString()})()`;
