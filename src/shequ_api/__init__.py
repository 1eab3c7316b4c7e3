"""shequ_api: the back end on which a residential community (社区) runs its daily governance.

`app`, `worker` and `cli` start it; `modules` is its table of contents; `features` say what the
community does, `blocks` how such things work, `base` who, where and what happened, and `kit`
holds what knows no word of the trade. `dev` exists in development only.
"""
