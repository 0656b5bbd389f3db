/** CMCD's keys and values, and the percent-encoding around them, for player events and for access logs. */
package videolab.processor.cmcd;
