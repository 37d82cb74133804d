export {
  type ActivationLayerName,
  type ActivationSettings,
  activationsByName,
  type NamedActivation,
} from './activation-table.ts';
export { type InitializerName, initializersByName } from './initializers-by-name.ts';
