export {
  decodeEventCursor,
  encodeEventCursor,
  invalidEventCursor,
  START_CURSOR,
} from '../../alerts';
