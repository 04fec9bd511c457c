export {
  type ConnectionAlertStatus,
  type ConnectionResolution,
  type ConnectionTextKey,
} from './connection-alert-types';
export { connectionAlertDetail, connectionAlertTitle } from './connection-texts';
export {
  acknowledgeConnectionAlert,
  resolveConnectionAlert,
  type ConnectionAlertRuling,
} from './handle-connection-alert';
export { watchConnections } from './watch-connections';
