/** The mock scene: drawn people whose places and emotions are known, so that the lab can be scored without a camera. */
package videolab.source.mock;
