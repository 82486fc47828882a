export {
  asksForDynamic,
  dtypes,
  readDtypes,
  sessionNames,
  type Dtype,
  type DtypeChoice,
  type DtypeWish,
  type SessionName,
} from './dtype.js';
export { inPasses, variantMemory } from './export-passes.js';
export {
  dtypesOf,
  planVariants,
  type ExportVariant,
  type ExportWish,
  type PlannedVariants,
} from './export-variants.js';
export type { SharedSegment } from './cut-points.js';
export type { Treatment } from './families/family.js';
export type { GenerationLimits, TextEnd } from './generation.js';
export type { LoadedModel, LoadOptions } from './load.js';
export { measurePictures } from './measure-pictures.js';
export { Model } from './model-client.js';
export {
  fetchDemoModel,
  modelFilesFromFolder,
  type ListedFile,
  type ModelFiles,
} from './model-files.js';
export { missingExternalData, type MissingData } from './onnx-external.js';
export { chooseProvider, deviceChoices, type DeviceChoice } from './provider.js';
export {
  heightInWords,
  splittingInWords,
  type ModelCosts,
  type PictureSize,
} from './picture-costs.js';
export type { EncodedPicture, PictureHandle } from './pictures.js';
export type {
  Asked,
  GeneratedAnswer,
  ModelAnswer,
  PromptRead,
  Question,
  SizedPrompt,
} from './runtime.js';
export { catalogueOffers, type CatalogueOffer } from './catalogue/offers.js';
export { comfortableMemory, type Load, type Machine, type Verdict } from './catalogue/estimate.js';
export { readMachine } from './catalogue/machine.js';
export type { KeptModel } from './sources/cached-model.js';
export { Hub } from './sources/hub.js';
export type { HubModel } from './sources/hub-api.js';
export type { DownloadProgress, DownloadRequest } from './sources/hub-download.js';
export { isModelZip, modelFilesFromZip } from './sources/model-zip.js';
export type { MeasuredSpeed, Reading } from './measured-speed.js';
export { measureModel, type ModelSpeed } from './speed.js';
export { agreementBound, compareSteps, runSelfCheck } from './self-check.js';
export { tokenBudget } from './token-budget.js';
