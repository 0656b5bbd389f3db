/** The door for players: HTTP in, records of {@code player-events} out. */
package videolab.source.collect;
