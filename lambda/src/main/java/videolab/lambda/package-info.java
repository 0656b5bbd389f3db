/** The AWS Lambda function that writes a video's metadata when the video is uploaded. */
package videolab.lambda;
