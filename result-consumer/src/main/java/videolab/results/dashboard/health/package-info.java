/** What runs behind the page and what is wrong with it. Knows neither Kafka nor HTTP. */
package videolab.results.dashboard.health;
