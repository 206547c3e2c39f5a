"""What a translator is worth, in figures and tables."""

from unit_tf.measures.tables import adaptation_table, translation_table

__all__ = ["adaptation_table", "translation_table"]
