"""Assets (设施台账): fixed things that a community keeps an eye on, each under a code of its own.

Nouns: asset kind (路灯、消火栓、电梯、单车棚、燃气阀 …, rows with their own attributes as form
fields), asset (state: in_service, out_of_service, removed for good), asset record (a line of its
history, its own or joined by another feature through `public.note_on_asset`). Announces
AssetStateChanged, AssetInspected.
"""
