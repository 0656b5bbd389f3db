/** What happens: movement of the picture, and things that enter, leave and stay. */
package videolab.processor.library.actions;
