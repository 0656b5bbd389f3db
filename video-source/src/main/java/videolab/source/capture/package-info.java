/** Where frames come from: the mock scene, files, pictures, webcams and network streams behind one interface. */
package videolab.source.capture;
