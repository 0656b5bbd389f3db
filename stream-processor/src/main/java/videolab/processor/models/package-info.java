/** The model files: which there are, where they lie, and whether they are what they claim to be. */
package videolab.processor.models;
