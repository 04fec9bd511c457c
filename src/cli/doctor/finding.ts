/** What one check saw. */
export interface Finding {
  state: 'ok' | 'warning' | 'problem';
  /** What was looked at, such as "Node.js" or "acme: bodacc main". */
  subject: string;
  message: string;
  /** One imperative sentence; null when nothing is to be done. */
  remedy: string | null;
}

export function ok(subject: string, message: string): Finding {
  return { state: 'ok', subject, message, remedy: null };
}

export function warning(subject: string, message: string, remedy: string): Finding {
  return { state: 'warning', subject, message, remedy };
}

export function problem(subject: string, message: string, remedy: string): Finding {
  return { state: 'problem', subject, message, remedy };
}
