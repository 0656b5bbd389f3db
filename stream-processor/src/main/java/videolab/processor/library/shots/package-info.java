/** Where shots begin and end. */
package videolab.processor.library.shots;
