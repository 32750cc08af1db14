/** Every syntax issue in words, named once: what is wrong, what follows from it, what to do, and the text that mends it. */
export { insertion, type Complaint, type Mend, type Placed, type Related } from './complaints/complaint';
export * from './complaints/document';
export * from './complaints/end-tag';
export * from './complaints/namespaces';
export * from './complaints/other-markup';
export * from './complaints/start-tag';
export * from './complaints/text';
