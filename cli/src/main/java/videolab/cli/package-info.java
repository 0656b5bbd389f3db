/** How every command of the lab behaves: one sentence per error, exit codes 0, 1 and 2, one way to name a broker. */
package videolab.cli;
