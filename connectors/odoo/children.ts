/** What belongs to the objects of a page and is told apart from them: lines, reconciliations, and what these settle. */
import { decode, isEncoursError, type Json } from '../../src/connector-kit';
import { searchAll, type Context } from './client';
import {
  childPayload,
  companyPayload,
  keyedPayload,
  LINE_FIELDS,
  PARTIAL_FIELDS,
  partialKeyPayload,
  TARGET_FIELDS,
} from './payloads';

export type Element = { [key: string]: Json };

/** Each invoice with its lines on receivable accounts, and what of other documents they settle. */
export async function invoicesOf(context: Context, moves: readonly Element[]): Promise<Json[]> {
  const ids = moves.flatMap(idOf);
  if (ids.length === 0) return [];
  const lines = await searchAll(context, {
    model: 'account.move.line',
    domain: [
      ['move_id', 'in', ids],
      ['account_type', '=', 'asset_receivable'],
    ],
    fields: LINE_FIELDS,
  });
  const byMove = new Map<number, Element[]>();
  for (const line of lines) {
    const { id } = decode(childPayload, line, 'lines[]').move_id;
    byMove.set(id, [...(byMove.get(id) ?? []), line]);
  }
  const settles = await settledBy(context, lines);
  return moves.map((move) => {
    const own = byMove.get(Number(move['id'])) ?? [];
    const settled = own.flatMap((line) => settles.get(Number(line['id'])) ?? []);
    return { move, lines: own, settles: settled };
  });
}

/** Each line with what it settles, and whether it is of the opening of the books. */
export async function entriesOf(context: Context, lines: readonly Element[]): Promise<Json[]> {
  if (lines.length === 0) return [];
  const openings = await openingMoves(context);
  const settles = await settledBy(context, lines);
  return lines.map((line) => ({
    line,
    isOpening: openings.has(moveOf(line)),
    settles: settles.get(Number(line['id'])) ?? [],
  }));
}

/**
 * Reconciliations by the line on their credit side, which is the side they are told from, each with the document of the
 * line on its debit side.
 */
async function settledBy(
  context: Context,
  lines: readonly Element[],
): Promise<Map<number, Json[]>> {
  const credits = lines.flatMap(idOf);
  if (credits.length === 0) return new Map();
  const partials = await searchAll(context, {
    model: 'account.partial.reconcile',
    domain: [['credit_move_id', 'in', credits]],
    fields: PARTIAL_FIELDS,
  });
  const sides = partials.map((partial) => decode(partialKeyPayload, partial, 'settles[]'));
  const debits = [...new Set(sides.map(({ debit_move_id }) => debit_move_id.id))];
  const targets = await targetsOf(context, debits);
  const settles = new Map<number, Json[]>();
  for (const [index, partial] of partials.entries()) {
    const side = sides[index];
    if (side === undefined) continue;
    const target = targets.get(side.debit_move_id.id) ?? null;
    const credit = side.credit_move_id.id;
    settles.set(credit, [...(settles.get(credit) ?? []), { partial, target }]);
  }
  return settles;
}

async function targetsOf(context: Context, ids: readonly number[]): Promise<Map<number, Json>> {
  if (ids.length === 0) return new Map();
  const found = await searchAll(context, {
    model: 'account.move.line',
    domain: [['id', 'in', [...ids]]],
    fields: TARGET_FIELDS,
  });
  return new Map(found.map((target) => [decode(keyedPayload, target, 'targets[]').id, target]));
}

async function openingMoves(context: Context): Promise<Set<number>> {
  const companies = await searchAll(context, {
    model: 'res.company',
    domain: [],
    fields: ['account_opening_move_id'],
  });
  const openings = decode(companyPayload, companies, 'res.company');
  return new Set(
    openings.flatMap(({ account_opening_move_id: move }) => (move === null ? [] : [move.id])),
  );
}

function idOf(element: Element): number[] {
  const { id } = element;
  return typeof id === 'number' ? [id] : [];
}

/** 0 for a line whose move cannot be read: its mapping says so. */
function moveOf(line: Element): number {
  try {
    return decode(childPayload, line).move_id.id;
  } catch (error) {
    if (isEncoursError(error, 'CONTRACT')) return 0;
    throw error;
  }
}
