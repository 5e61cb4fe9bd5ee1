import type { CopiedContent } from '@/components/ui/copied-content';

/** The way that works on plain HTTP, where `navigator.clipboard` does not exist. */
function copyBySelection({ text, html }: CopiedContent): boolean {
  const active = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.readOnly = true;
  area.setAttribute('aria-hidden', 'true');
  area.style.cssText = 'position:fixed;top:0;left:0;width:1px;height:1px;opacity:0;font-size:16px';
  // Inside an open dialog: its focus trap would take the focus back from a field outside of it.
  const host = active?.closest('[role="dialog"], dialog') ?? document.body;
  host.append(area);
  area.focus({ preventScroll: true });
  area.setSelectionRange(0, text.length);
  let copied = false;
  // The result of execCommand is not enough: browsers have returned true without copying. The event proves that the
  // data was taken.
  const take = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    if (html !== undefined) event.clipboardData?.setData('text/html', html);
    // No other listener may change what a button copies.
    event.stopImmediatePropagation();
    event.preventDefault();
    copied = event.clipboardData !== null;
  };
  document.addEventListener('copy', take, { once: true, capture: true });
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way in an insecure context
  const accepted = document.execCommand('copy');
  document.removeEventListener('copy', take, { capture: true });
  area.remove();
  if (active instanceof HTMLElement) active.focus({ preventScroll: true });
  return accepted && copied;
}

async function writeClipboard({ text, html }: CopiedContent): Promise<void> {
  if (html === undefined) return navigator.clipboard.writeText(text);
  const blob = (type: string, content: string) => new Blob([content], { type });
  return navigator.clipboard.write([
    new ClipboardItem({ 'text/plain': blob('text/plain', text), 'text/html': blob('text/html', html) }),
  ]);
}

/** Copies, on plain HTTP too. True only when the browser really took it. */
export async function copyContent(content: CopiedContent): Promise<boolean> {
  if (window.isSecureContext) {
    try {
      await writeClipboard(content);
      return true;
    } catch {
      // Refused (no permission, document not focused): the older way asks for less.
      return copyBySelection(content);
    }
  }
  return copyBySelection(content);
}
