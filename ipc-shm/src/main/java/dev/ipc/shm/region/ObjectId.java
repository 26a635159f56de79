package dev.ipc.shm.region;

import java.util.UUID;

/** Which object this is, whatever its name: 128 random bits. */
record ObjectId(long high, long low) {
  static ObjectId random() {
    UUID uuid = UUID.randomUUID();
    return new ObjectId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /** What the compiler makes of a record is linked slowly, and this is needed in every start. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ObjectId id && id.high == high && id.low == low;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(high ^ low);
  }

  @Override
  public String toString() {
    return new UUID(high, low).toString();
  }
}
