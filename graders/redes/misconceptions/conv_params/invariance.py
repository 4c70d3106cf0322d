"""Crees que la convolución no nota el movimiento. Si no lo notara, la salida de una foto vacía con un punto a la izquierda y otro a la derecha sería la misma; en cambio, la respuesta aparece donde está el punto. Lo que no cambia es la respuesta; cambia el lugar donde aparece."""

conv_params = 5 * 5 * 3 * 12 + 12 + 3 * 3 * 12 * 24 + 24 * 10 + 10
answer_translation = "a"
