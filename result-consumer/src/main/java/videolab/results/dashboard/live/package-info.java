/** Cameras as a person sees them: frames joined with their results, figures per camera. Knows neither Kafka nor HTTP. */
package videolab.results.dashboard.live;
