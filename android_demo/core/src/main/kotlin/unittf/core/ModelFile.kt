package unittf.core

import java.nio.ByteBuffer

/** Reads what a file says of itself, by the rules of docs/contract.md and in their order. */
object ModelFile {
    private const val VERSION = 1

    /**
     * What [file] translates; it begins at the buffer's position, which is left as it is.
     *
     * @param range of the floats, for files that do not tell it.
     * @throws Refusal by the first rule that is broken. Whether the runtime runs the file, only
     *     the runtime can tell.
     */
    fun read(file: ByteBuffer, range: ClosedFloatingPointRange<Float>? = null): Contract {
        require(range == null || range.start < range.endInclusive) {
            "a range rises from its first number to its second, not $range"
        }
        val content = try {
            TfliteFile.read(file)
        } catch (_: OutsideOfFile) {
            throw Refusal(Reason.NOT_TFLITE)
        }
        val tensors = PictureTensors.of(content)
        val description = content.metadata?.let { Description.parse(it) }
        if (description == null || "contract" !in description) {
            return undescribed(tensors, description, range)
        }
        val version = description["contract"]
        if (version is Number && version.toDouble() > VERSION) {
            throw Refusal(Reason.CONTRACT_VERSION, version.toString())
        }
        return described(tensors, description).also { requireAgreement(tensors, description) }
    }

    /** Without a contract: what the tensors tell, and what an [older] description tells well. */
    private fun undescribed(
        tensors: PictureTensors,
        older: Description?,
        range: ClosedFloatingPointRange<Float>?,
    ): Contract {
        fun values(tensor: Tensor, type: ValueType): Values {
            if (type == ValueType.UINT8) return Values(tensor.name, type, 0f, 255f)
            range ?: throw Refusal(Reason.RANGE_UNKNOWN)
            return Values(tensor.name, type, range.start, range.endInclusive)
        }

        fun <T> wellFormed(field: (Description) -> T): T? = try {
            older?.let(field)
        } catch (_: Refusal) {
            null
        }
        val direction = wellFormed { it.direction() }
        val domains = direction?.let { wellFormed { older -> older.domains(it) } }
        return Contract(
            source = domains?.first,
            target = domains?.second,
            direction = direction,
            height = tensors.height,
            width = tensors.width,
            input = values(tensors.input, tensors.inputType),
            output = values(tensors.output, tensors.outputType),
            quantization = wellFormed { it.text("quantization") },
            multiplyAdds = null,
            overlap = minOf(tensors.height, tensors.width) / 4,
            runsSince = null,
        )
    }

    /** Checks every field, in the order in which docs/contract.md lists them. */
    private fun described(tensors: PictureTensors, description: Description): Contract {
        description.integer("contract", least = 1)
        description.requireObject("domains")
        description.nonEmpty("domains.a")
        description.nonEmpty("domains.b")
        val direction = description.direction()
        val (source, target) = description.domains(direction)
        val height = description.integer("height", least = 1)
        val width = description.integer("width", least = 1)
        val input = end(description, "input", tensors.input)
        val output = end(description, "output", tensors.output)
        val quantization = description.text("quantization")
        val multiplyAdds = description.integer("multiply_adds", least = 0)
        description.requireObject("tiles")
        val overlap = description.integer("tiles.overlap", least = 0)
        if (overlap >= minOf(height, width)) description.refuse("tiles.overlap")
        return Contract(
            source = source,
            target = target,
            direction = direction,
            height = tensors.height,
            width = tensors.width,
            input = input,
            output = output,
            quantization = quantization,
            multiplyAdds = multiplyAdds,
            overlap = overlap.toInt(),
            runsSince = description.nonEmpty("runs_since"),
        )
    }

    private fun end(description: Description, end: String, tensor: Tensor): Values {
        description.requireObject(end)
        val word = description.oneOf("$end.type", "uint8", "float32")
        val type = ValueType.of(word) ?: description.refuse("$end.type")
        val channels = description.integer("$end.channels", least = 1)
        if (channels != 1L && channels != 3L) description.refuse("$end.channels")
        val (low, high) = description.range("$end.range", type)
        return Values(description["$end.name"] as? String ?: tensor.name, type, low, high)
    }

    /** Called when all fields are well formed, so that their texts can be compared. */
    private fun requireAgreement(tensors: PictureTensors, description: Description) {
        val found = listOf(
            "height" to tensors.height,
            "width" to tensors.width,
            "input.channels" to PictureTensors.CHANNELS,
            "input.type" to tensors.inputType.word,
            "output.channels" to PictureTensors.CHANNELS,
            "output.type" to tensors.outputType.word,
        )
        for ((field, inFile) in found) {
            val stated = description[field].toString()
            if (stated != inFile.toString()) {
                throw Refusal(Reason.CONTRACT_DISAGREES, field, stated, inFile.toString())
            }
        }
    }
}
