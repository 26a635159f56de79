package dev.ipc.serial;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.LineNumberInfo;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.util.Comparator;
import java.util.Optional;

/** Where a lambda stands in the source and what it captures, read from its class file. */
record LambdaSource(SerializedLambda lambda, Optional<ClassModel> model) {

  static LambdaSource of(SerializedLambda lambda) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    String file = lambda.getImplClass() + ".class";
    try (InputStream in =
        loader == null
            ? ClassLoader.getSystemResourceAsStream(file)
            : loader.getResourceAsStream(file)) {
      return new LambdaSource(
          lambda,
          in == null ? Optional.empty() : Optional.of(ClassFile.of().parse(in.readAllBytes())));
    } catch (IOException | IllegalArgumentException e) {
      return new LambdaSource(lambda, Optional.empty());
    }
  }

  private boolean isLambda() {
    return lambda.getImplMethodName().startsWith("lambda$");
  }

  private boolean isInstance() {
    return lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
        && lambda.getImplMethodKind() != MethodHandleInfo.REF_newInvokeSpecial;
  }

  /** Such as {@code lambda at Race.java:14}. */
  String where() {
    if (!isLambda()) {
      return "method reference "
          + simple(lambda.getImplClass())
          + "::"
          + lambda.getImplMethodName()
          + " in "
          + simple(lambda.getCapturingClass());
    }
    return "lambda at " + sourceFile() + line().map(line -> ":" + line).orElse("");
  }

  /** The variable behind a captured argument, in quotes. */
  String captured(int index) {
    if (isInstance() && index == 0) {
      return isLambda() || lambda.getImplClass().equals(lambda.getCapturingClass())
          ? "'this'"
          : "its receiver";
    }
    MethodTypeDesc type = MethodTypeDesc.ofDescriptor(lambda.getImplMethodSignature());
    int slot = isInstance() ? 1 : 0;
    for (int i = 0; i < index - (isInstance() ? 1 : 0); i++) {
      ClassDesc parameter = type.parameterType(i);
      slot += parameter.descriptorString().matches("[JD]") ? 2 : 1;
    }
    int wanted = slot;
    return code()
        .flatMap(code -> code.findAttribute(Attributes.localVariableTable()))
        .flatMap(table ->
            table.localVariables().stream()
                .filter(variable -> variable.slot() == wanted && variable.startPc() == 0)
                .map(LocalVariableInfo::name)
                .findFirst())
        .map(name -> "'" + name.stringValue() + "'")
        .orElse("value " + (index + 1));
  }

  /** The method of the enclosing object that makes the lambda capture it. */
  Optional<String> instanceMethod() {
    if (!isLambda()) {
      return Optional.of(lambda.getImplMethodName());
    }
    return code()
        .flatMap(code ->
            code.elementStream()
                .filter(InvokeInstruction.class::isInstance)
                .map(InvokeInstruction.class::cast)
                .filter(call -> call.owner().asInternalName().equals(lambda.getImplClass()))
                .filter(call -> call.opcode() != Opcode.INVOKESTATIC)
                .map(call -> call.name().stringValue())
                .findFirst());
  }

  private String sourceFile() {
    return model
        .flatMap(type -> type.findAttribute(Attributes.sourceFile()))
        .map(source -> source.sourceFile().stringValue())
        .orElse(simple(lambda.getImplClass()));
  }

  private Optional<Integer> line() {
    return code()
        .flatMap(code -> code.findAttribute(Attributes.lineNumberTable()))
        .map(table -> table.lineNumbers())
        .flatMap(lines -> lines.stream().min(Comparator.comparingInt(LineNumberInfo::startPc)))
        .map(LineNumberInfo::lineNumber);
  }

  private Optional<CodeAttribute> code() {
    return model.flatMap(type ->
        type.methods().stream()
            .filter(method ->
                method.methodName().equalsString(lambda.getImplMethodName())
                    && method.methodType().equalsString(lambda.getImplMethodSignature()))
            .findFirst()
            .flatMap(method -> method.findAttribute(Attributes.code())));
  }

  private static String simple(String internalName) {
    return internalName.substring(internalName.lastIndexOf('/') + 1);
  }
}
