import { forgetStates } from '#orchestrator/testing';

forgetStates();
