/** The command line: options become settings here, once, and nothing below reads an option or the environment. */
package videolab.source.command;
