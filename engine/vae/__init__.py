"""The ONNX variational autoencoder and its model folder."""
