/**
 * Provider simulators: each connector ships one that answers as its provider does, from the shared SimulatedWorld.
 * All of them run in one HTTP server on loopback, one path prefix per connector (http://127.0.0.1:<port>/<connectorId>),
 * with faults injected on demand and reproducible under a seed, a request log, and a switch per connector.
 */
export * from './books';
export { ConsentDesk, type ConsentDeskOptions } from './consent-desk';
export * from './draw';
export { readFaultPlan } from './fault-plan';
export * from './faults';
export { recordTo, replaySimulator, type Recorder, type Replay } from './recording';
export { sampleWorld, SAMPLE_SIRENS, SAMPLE_TODAY } from './sample-world';
export * from './simulator';
export { startSimulators, type RunningSimulators, type StartSimulatorsOptions } from './server';
export { TokenDesk, type TokenDeskOptions } from './token-desk';
export * from './world';
export * from './derived-facts';
export * from './world-state';
