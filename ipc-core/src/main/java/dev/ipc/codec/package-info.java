/**
 * How objects become messages and objects again.
 *
 * <p>{@link dev.ipc.codec.Codec} says how one type travels. The codecs of this toolkit write all
 * that the JDK has for values, records, enums, collections and exceptions in a compact form of
 * their own, and what else is {@link java.io.Serializable} by the JDK's serialization; {@link
 * dev.ipc.codec.Trust} says which classes a message may name.
 */
@NullMarked
package dev.ipc.codec;

import org.jspecify.annotations.NullMarked;
