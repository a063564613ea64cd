import GeminiAPI

/// A system instruction is text; files belong into contents, where code and the model find them.
struct SystemInstructionRule: FieldRule {
  func check(_ subject: RuleSubject, _ faults: inout FieldFaults) {
    for (index, part) in (subject.request.systemInstruction?.parts ?? []).enumerated() where faults.hasRoom {
      guard case .fileData? = part.data else { continue }
      faults.add(
        "system_instruction.parts[\(index)].file_data",
        "a system instruction takes no files; put the file into contents."
      )
    }
  }
}
