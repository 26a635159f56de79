package dev.ipc.codec;

/** The codec of byte arrays as they are: the message is the array. */
enum RawBytes implements Codec<byte[]> {
  CODEC;

  @Override
  public void encode(byte[] value, Output out) {
    out.writeBytes(value);
  }

  @Override
  public byte[] decode(Input in) {
    return in.readBytes(in.remaining());
  }
}
