package dev.ipc.shm.region;

import java.io.Serializable;
import java.util.UUID;

/** Which object this is, whatever its name: 128 random bits. */
record ObjectId(long high, long low) implements Serializable {
  static ObjectId random() {
    UUID uuid = UUID.randomUUID();
    return new ObjectId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  @Override
  public String toString() {
    return new UUID(high, low).toString();
  }
}
